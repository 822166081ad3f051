-- Returns the generation, a new one if the server is another than that which the last one was made on.
-- KEYS: what holds it. ARGV: the server's run, a new name.
local generation = redis.call('GET', KEYS[1])
if generation and string.sub(generation, -#ARGV[1]) == ARGV[1] then
  return generation
end
generation = ARGV[2] .. '.' .. ARGV[1]
redis.call('SET', KEYS[1], generation)
return generation
