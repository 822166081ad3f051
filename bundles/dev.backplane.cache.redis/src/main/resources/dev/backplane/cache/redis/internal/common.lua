-- Before each of the other scripts.
-- KEYS: what holds the generation; what the names of all keys of this generation begin with.
-- ARGV: generation, connection, now in milliseconds, node; then what the script itself needs.
--
-- <space>n:<namespace>  hash: key -> number, weight, idle time, end, tags of the entry
-- <space>v:<id>         the value, where <id> is <length of the namespace>:<namespace><key>
-- <space>x              sorted set: ids by the time when they are due
-- <space>t:<tag>        set: <number>:<id> of the entries that have the tag
-- <space>s              hash: namespace -> bytes
-- <space>c              the last number that was given to an entry
-- <space>d              list: names of tags and namespaces whose entries are to be taken away
-- <space>b:<connection> there if the connection must not write any more
--
-- An entry is there as long as its namespace names it, each of its tags does, and it is not due. So a tag or a namespace goes
-- at once when its key is renamed; what belonged to it is taken away bit by bit. It is also why nothing invalid is ever found
-- after the server has evicted any of these keys.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('GENERATION is another')
end
local space = KEYS[2]
local now = tonumber(ARGV[3])

local function mayWrite()
  return redis.call('EXISTS', space .. 'b:' .. ARGV[2]) == 0
end

local function idOf(namespace, key)
  return #namespace .. ':' .. namespace .. key
end

local function split(id)
  local colon = string.find(id, ':', 1, true)
  local length = tonumber(string.sub(id, 1, colon - 1))
  return string.sub(id, colon + 1, colon + length), string.sub(id, colon + length + 1)
end

local function tell(what)
  redis.call('PUBLISH', KEYS[1] .. ':news', ARGV[4] .. what)
end

local function untag(id, meta)
  for i = 5, #meta do
    redis.call('SREM', space .. 't:' .. meta[i], meta[1] .. ':' .. id)
  end
end

-- takes an entry away that its namespace names
local function drop(namespace, key, id, meta)
  local index = space .. 'n:' .. namespace
  redis.call('HDEL', index, key)
  redis.call('UNLINK', space .. 'v:' .. id)
  redis.call('ZREM', space .. 'x', id)
  untag(id, meta)
  if redis.call('EXISTS', index) == 0 then
    redis.call('HDEL', space .. 's', namespace)
  else
    redis.call('HINCRBY', space .. 's', namespace, -meta[2])
  end
end

local function named(namespace, key)
  local packed = redis.call('HGET', space .. 'n:' .. namespace, key)
  return packed and cmsgpack.unpack(packed)
end

-- what is known of an entry that is there; otherwise nil, and whether its time was over
local function live(namespace, key, id)
  local meta = named(namespace, key)
  if not meta then
    return nil, false
  end
  local due = redis.call('ZSCORE', space .. 'x', id)
  if not due or tonumber(due) <= now then
    drop(namespace, key, id, meta)
    return nil, true
  end
  for i = 5, #meta do
    if redis.call('SISMEMBER', space .. 't:' .. meta[i], meta[1] .. ':' .. id) == 0 then
      drop(namespace, key, id, meta)
      return nil, false
    end
  end
  return meta, false
end

-- works off up to so many entries of tags and namespaces that have gone; returns how many are left to do
local function work(most)
  while most > 0 do
    local dead = redis.call('LINDEX', space .. 'd', 0)
    if not dead then
      return 0
    end
    local left = 0
    if redis.call('TYPE', dead).ok == 'set' then
      local members = redis.call('SPOP', dead, most)
      for _, member in ipairs(members) do
        local colon = string.find(member, ':', 1, true)
        local id = string.sub(member, colon + 1)
        local namespace, key = split(id)
        local meta = named(namespace, key)
        if meta and meta[1] == tonumber(string.sub(member, 1, colon - 1)) then
          drop(namespace, key, id, meta)
        end
      end
      most = most - #members
      left = redis.call('SCARD', dead)
    else
      local namespace = string.sub(dead, string.find(dead, ':', #space + 3, true) + 1)
      local found = redis.call('HSCAN', dead, '0', 'COUNT', most)[2]
      for i = 1, #found, 2 do
        local id = idOf(namespace, found[i])
        redis.call('HDEL', dead, found[i])
        untag(id, cmsgpack.unpack(found[i + 1]))
        if not named(namespace, found[i]) then
          redis.call('UNLINK', space .. 'v:' .. id)
          redis.call('ZREM', space .. 'x', id)
        end
        most = most - 1
      end
      left = redis.call('HLEN', dead)
    end
    if left == 0 then
      redis.call('LPOP', space .. 'd')
      most = most - 1
    end
  end
  return redis.call('LLEN', space .. 'd')
end
