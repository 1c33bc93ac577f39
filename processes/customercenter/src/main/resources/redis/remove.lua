-- Removes keys of other views than the one that is there. KEYS: 1 view. ARGV: the generation that is there, then the
-- keys. Returns 0, or 1 if another generation is there, which the keys may be of.
if (redis.call('HGET', KEYS[1], 'generation') or '') ~= ARGV[1] then
    return 1
end
for i = 2, #ARGV do
    redis.call('UNLINK', ARGV[i])
end
return 0
