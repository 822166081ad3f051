-- ARGV: 1 if it counts as a use; then namespace and key of each.
-- Returns for each the value, nothing, or 1 if its time was over.
local found = {}
for i = 6, #ARGV, 2 do
  local id = idOf(ARGV[i], ARGV[i + 1])
  local meta, over = live(ARGV[i], ARGV[i + 1], id)
  local value = meta and redis.call('GET', space .. 'v:' .. id)
  if meta and not value then
    drop(ARGV[i], ARGV[i + 1], id, meta)
  elseif meta and ARGV[5] == '1' and meta[3] > 0 then
    local due = math.min(meta[4], now + meta[3])
    redis.call('ZADD', space .. 'x', string.format('%.0f', due), id)
  end
  found[#found + 1] = value or (over and 1) or false
end
return found
