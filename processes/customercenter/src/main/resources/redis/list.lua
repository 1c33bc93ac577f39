-- A customer's reservations, the newest first. KEYS: 1 view, 2 targets. ARGV: the customer, offset, count.
-- Returns how many there are, and those; or nothing if there is no view that can be read now.
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation or redis.call('EXISTS', KEYS[2]) == 1 then
    return false
end
local mine = 'view:' .. generation .. ':customer:' .. ARGV[1]
local last = tonumber(ARGV[2]) + tonumber(ARGV[3]) - 1
return { redis.call('ZCARD', mine), redis.call('ZREVRANGE', mine, ARGV[2], last) }
