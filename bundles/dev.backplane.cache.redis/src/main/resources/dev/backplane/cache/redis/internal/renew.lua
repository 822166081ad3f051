-- Forgets all: begins a new generation. ARGV: a new name. Returns the generation.
local generation = ARGV[5] .. string.sub(ARGV[1], string.find(ARGV[1], '.', 1, true), -1)
redis.call('SET', KEYS[1], generation)
tell('a')
return generation
