-- ARGV: namespace, key, weight, when it is due, for how long Redis keeps it, idle time, end, value, tags. Returns 1, or 0 if it
-- has expired.
if not mayWrite() then
  return redis.error_reply('BANNED connection')
end
local namespace, key = ARGV[5], ARGV[6]
local id = idOf(namespace, key)
local earlier = named(namespace, key)
if earlier then
  drop(namespace, key, id, earlier)
end
if tonumber(ARGV[8]) <= now then
  tell('w' .. id)
  return 0
end
local number = redis.call('INCR', space .. 'c')
local meta = {number, tonumber(ARGV[7]), tonumber(ARGV[10]), tonumber(ARGV[11])}
for i = 13, #ARGV do
  meta[#meta + 1] = ARGV[i]
  redis.call('SADD', space .. 't:' .. ARGV[i], number .. ':' .. id)
end
redis.call('HSET', space .. 'n:' .. namespace, key, cmsgpack.pack(meta))
redis.call('ZADD', space .. 'x', ARGV[8], id)
redis.call('SET', space .. 'v:' .. id, ARGV[12], 'PX', ARGV[9])
redis.call('HINCRBY', space .. 's', namespace, ARGV[7])
tell('w' .. id)
return 1
