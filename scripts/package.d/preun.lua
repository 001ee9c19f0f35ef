if tonumber(arg[2]) == 0 then
    local folder = "/etc/NetworkManager/conf.d"
    for _, name in ipairs(posix.dir(folder) or {}) do
        if name:match("nmfence%.conf$") then
            print("nmfence: " .. folder .. "/" .. name .. " is kept: NetworkManager still does not manage Calico's interfaces.")
            print("nmfence: to remove it as well, install the package again and run 'nmfence revert' before you remove it.")
        end
    end
    if posix.stat("/run/systemd/system") then
        os.execute("systemctl --no-reload disable --now nmfence-check.timer nmfence-check.path " ..
            "nmfence.service nmfence-before-nm.service >/dev/null 2>&1")
    end
end
