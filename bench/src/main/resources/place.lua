-- Places reservations, each with an idempotency key of its own: a UUIDv7 of this moment, as a client makes it.
-- Arguments: the bodies, a line each and all as long, taken in turn; and the path if it is another.
local ffi = require("ffi")
ffi.cdef [[
    typedef struct { long seconds, micros; } time_of_day;
    int gettimeofday(time_of_day *now, void *zone);
]]
local now = ffi.new("time_of_day")
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(arguments)
    bodies = {}
    for body in arguments[1]:gmatch("[^\n]+") do
        bodies[#bodies + 1] = body
    end
    counter = 0
    head = "POST " .. (arguments[2] or "/reservations") .. " HTTP/1.1\r\nHost: localhost\r\n"
        .. "Content-Type: application/json\r\nIdempotency-Key: "
    tail = "\r\nContent-Length: " .. #bodies[1] .. "\r\n\r\n"
end

function request()
    counter = counter + 1
    ffi.C.gettimeofday(now, nil)
    local millis = tonumber(now.seconds) * 1000 + math.floor(tonumber(now.micros) / 1000)
    return head .. string.format("%08x-%04x-7%03x-8%03x-%012x", math.floor(millis / 65536), millis % 65536, number,
        counter % 4096, counter * 7919 % 281474976710656) .. tail .. bodies[counter % #bodies + 1]
end
