-- ARGV: tag, a new name, how many to take away now. Returns how many there were, and whether some are to be taken away yet.
local set = space .. 't:' .. ARGV[5]
local count = redis.call('SCARD', set)
local left = 0
if count > 0 then
  local dead = space .. 'D:' .. ARGV[6]
  redis.call('RENAME', set, dead)
  redis.call('RPUSH', space .. 'd', dead)
  left = work(tonumber(ARGV[7]))
end
tell('i' .. ARGV[5])
return {count, left}
