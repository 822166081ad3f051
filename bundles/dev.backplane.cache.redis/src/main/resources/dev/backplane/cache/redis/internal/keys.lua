-- Some keys of a namespace. ARGV: namespace, cursor, about how many. Returns the next cursor and the keys.
local found = redis.call('HSCAN', space .. 'n:' .. ARGV[5], ARGV[6], 'COUNT', ARGV[7])
local keys = {}
for i = 1, #found[2], 2 do
  keys[#keys + 1] = found[2][i]
end
return {found[1], keys}
