-- Reads stories as of one moment. KEYS: 1 view, 2 targets. ARGV: reservations.
-- Returns the generation, then for each reservation its fields and values, and the show's name; or nothing if there is
-- no view that can be read now: none at all, or one that is being made anew.
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation or redis.call('EXISTS', KEYS[2]) == 1 then
    return false
end
local prefix = 'view:' .. generation .. ':'
local answer = { generation }
for _, reservation in ipairs(ARGV) do
    local story = prefix .. 'story:' .. reservation
    local musical = redis.call('HGET', story, 'musical')
    local name = musical and redis.call('HGET', prefix .. 'show:' .. musical, 'name')
    table.insert(answer, redis.call('HGETALL', story))
    table.insert(answer, name or '')
end
return answer
