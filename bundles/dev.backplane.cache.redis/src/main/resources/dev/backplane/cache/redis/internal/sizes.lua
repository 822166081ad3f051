-- ARGV: a namespace, or none. Returns name, entries and bytes of that, or of each.
local found = {}
local function add(namespace, bytes)
  local entries = redis.call('HLEN', space .. 'n:' .. namespace)
  if entries > 0 then
    found[#found + 1] = namespace
    found[#found + 1] = entries
    found[#found + 1] = math.max(0, tonumber(bytes or 0))
  end
end
if ARGV[5] then
  add(ARGV[5], redis.call('HGET', space .. 's', ARGV[5]))
else
  local all = redis.call('HGETALL', space .. 's')
  for i = 1, #all, 2 do
    add(all[i], all[i + 1])
  end
end
return found
