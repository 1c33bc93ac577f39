-- Places reservations, each with an idempotency key of its own, which are UUIDv7 that grow with time as a client's do.
-- Arguments: the musical's id, and the time in milliseconds at which the run begins.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(arguments)
    local body = '{"musicalId":' .. arguments[1] .. ',"seats":1,"customer":{"name":"Kim Minji","email":"minji@example.com"}}'
    begin = tonumber(arguments[2])
    counter = 0
    head = "POST " .. (arguments[3] or "/reservations") .. " HTTP/1.1\r\nHost: localhost\r\n"
        .. "Content-Type: application/json\r\nIdempotency-Key: "
    tail = "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function request()
    counter = counter + 1
    local millis = begin + math.floor(counter / 4)
    return head .. string.format("%08x-%04x-7%03x-8%03x-%012x", math.floor(millis / 65536), millis % 65536, number,
        counter % 4096, counter * 7919 % 281474976710656) .. tail
end
