-- Posts what the environment says; @ in it is a number that no other request of the run has.
local path, body = os.getenv("BENCH_PATH"), os.getenv("BENCH_BODY")
local count = 0

request = function()
  count = count + 1
  return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, (body:gsub("@", tostring(count))))
end
