-- Begins a view that is made anew from the log. KEYS: 1 view, 2 offsets, 3 targets.
-- ARGV: the generation that is there ("" for none), the new one, the time; then partitions, each as its name and the
-- offset that the log has come to. Returns 0, or 1 if another generation is there: somebody else was first.
if (redis.call('HGET', KEYS[1], 'generation') or '') ~= ARGV[1] then
    return 1
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'begun', ARGV[3])
for i = 4, #ARGV, 2 do
    if ARGV[i + 1] ~= '0' then
        redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
    end
end
return 0
