-- Takes entries away that have gone or are due. ARGV: how many. Returns how many were due, and whether there is more to do.
local most = tonumber(ARGV[5])
local left = work(most)
local due = redis.call('ZRANGEBYSCORE', space .. 'x', '-inf', ARGV[3], 'LIMIT', 0, most)
for _, id in ipairs(due) do
  local namespace, key = split(id)
  local meta = named(namespace, key)
  if meta then
    drop(namespace, key, id, meta)
  else
    redis.call('UNLINK', space .. 'v:' .. id)
    redis.call('ZREM', space .. 'x', id)
  end
end
return {#due, (left > 0 or #due == most) and 1 or 0}
