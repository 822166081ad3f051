-- ARGV: namespace, a new name, how many to take away now. Returns how many there were, and whether some are to be taken away yet.
local index = space .. 'n:' .. ARGV[5]
local count = redis.call('HLEN', index)
local left = 0
if count > 0 then
  local dead = space .. 'D:' .. ARGV[6] .. ':' .. ARGV[5]
  redis.call('RENAME', index, dead)
  redis.call('HDEL', space .. 's', ARGV[5])
  redis.call('RPUSH', space .. 'd', dead)
  left = work(tonumber(ARGV[7]))
end
tell('c' .. ARGV[5])
return {count, left}
