-- ARGV: namespace, key. Returns whether there was an entry.
if not mayWrite() then
  return redis.error_reply('BANNED connection')
end
local id = idOf(ARGV[5], ARGV[6])
local meta = live(ARGV[5], ARGV[6], id)
if meta then
  drop(ARGV[5], ARGV[6], id, meta)
end
tell('w' .. id)
return meta and 1 or 0
