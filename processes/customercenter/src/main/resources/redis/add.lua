-- Adds a batch of what was told to the view, and notes how far the log is read; all of it or nothing.
-- KEYS: 1 view, 2 offsets, 3 targets. ARGV: the generation it is for; the channel that is told;
-- a count of partitions, each as its name, the offset the batch begins at, the one after its end;
-- a count of steps, each as reservation, event, musical, customer, microseconds ("" each, but for a placed reservation;
-- "" too for the customer of a guest's), value;
-- a count of shows, each as musical, revision, name.
-- Returns 0, or 1 if this is not the place to go on from: another generation, or other offsets.
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then
    return 1
end
local next = 3
local function take()
    next = next + 1
    return ARGV[next - 1]
end

local reached = {}
for _ = 1, tonumber(take()) do
    local partition, from, to = take(), take(), take()
    if (redis.call('HGET', KEYS[2], partition) or '0') ~= from then
        return 1
    end
    table.insert(reached, { partition, to })
end

local prefix = 'view:' .. ARGV[1] .. ':'
local steps = tonumber(take())
if steps > 0 then
    local arrival = redis.call('HINCRBY', KEYS[1], 'arrival', 1)
    local told = {}
    for _ = 1, steps do
        local reservation, event, musical, customer, at, value = take(), take(), take(), take(), take(), take()
        local story = prefix .. 'story:' .. reservation
        redis.call('HSETNX', story, event, arrival .. ' ' .. value)
        if musical ~= '' then
            redis.call('HSET', story, 'musical', musical)
        end
        if customer ~= '' then
            redis.call('ZADD', prefix .. 'customer:' .. customer, at, reservation)
        end
        told[reservation] = true
    end
    for reservation in pairs(told) do
        redis.call('PUBLISH', ARGV[2], reservation)
    end
end

for _ = 1, tonumber(take()) do
    local musical, revision, name = take(), take(), take()
    local show = prefix .. 'show:' .. musical
    if tonumber(redis.call('HGET', show, 'revision') or '0') < tonumber(revision) then
        redis.call('HSET', show, 'revision', revision, 'name', name)
    end
end

for _, place in ipairs(reached) do
    redis.call('HSET', KEYS[2], place[1], place[2])
    local target = redis.call('HGET', KEYS[3], place[1])
    if target and tonumber(target) <= tonumber(place[2]) then
        redis.call('HDEL', KEYS[3], place[1])
    end
end
return 0
