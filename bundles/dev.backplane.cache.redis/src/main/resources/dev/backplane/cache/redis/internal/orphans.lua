-- Takes away what earlier generations have left. ARGV: cursor, pattern of the keys of all generations. Returns the next cursor.
local found = redis.call('SCAN', ARGV[5], 'MATCH', ARGV[6], 'COUNT', 500)
for _, key in ipairs(found[2]) do
  if string.sub(key, 1, #space) ~= space then
    redis.call('UNLINK', key)
  end
end
return {found[1]}
