-- Has the server refuse what a connection, given up in the middle of a write, may still bring. ARGV: connection.
redis.call('SET', space .. 'b:' .. ARGV[5], '1', 'PX', 3600000)
return 1
