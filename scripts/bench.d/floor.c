/*
 * The least that asking NetworkManager for its devices can cost: the bus calls of `nmfence check`, made with libdbus and
 * nothing else, and a line "INTERFACE STATE managed|unmanaged" for each device.
 *
 * usage: floor [--objects | --reload]
 *
 *   --objects     one GetManagedObjects, instead of asking each device for its properties, a hundred calls under way at once
 *   --reload      no question: have it read its configuration again
 */
#include <dbus/dbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most_devices = 8192, window = 100 };

static void fail(const char *what, DBusError *error)
{
    fprintf(stderr, "floor: %s: %s\n", what, error != NULL && dbus_error_is_set(error) ? error->message : "no memory");
    exit(1);
}

static DBusMessage *call(DBusConnection *bus, const char *to, const char *path, const char *interface, const char *member,
                         const char *argument)
{
    DBusError error = DBUS_ERROR_INIT;
    DBusMessage *message = dbus_message_new_method_call(to, path, interface, member);
    if (message == NULL) fail(member, NULL);
    if (argument != NULL) dbus_message_append_args(message, DBUS_TYPE_STRING, &argument, DBUS_TYPE_INVALID);
    DBusMessage *reply = dbus_connection_send_with_reply_and_block(bus, message, 30000, &error);
    dbus_message_unref(message);
    if (reply == NULL) fail(member, &error);
    return reply;
}

/* Reads the properties of one device and prints them. */
static void print_device(DBusMessageIter *properties)
{
    const char *name = "";
    dbus_uint32_t state = 0;
    dbus_bool_t managed = 0;
    DBusMessageIter entries;
    dbus_message_iter_recurse(properties, &entries);
    for (; dbus_message_iter_get_arg_type(&entries) == DBUS_TYPE_DICT_ENTRY; dbus_message_iter_next(&entries)) {
        DBusMessageIter entry, value;
        const char *key;
        dbus_message_iter_recurse(&entries, &entry);
        dbus_message_iter_get_basic(&entry, &key);
        void *place = strcmp(key, "Interface") == 0 ? (void *)&name
            : strcmp(key, "State") == 0             ? (void *)&state
            : strcmp(key, "Managed") == 0           ? (void *)&managed
                                                    : NULL;
        if (place == NULL) continue;
        dbus_message_iter_next(&entry);
        dbus_message_iter_recurse(&entry, &value);
        dbus_message_iter_get_basic(&value, place);
    }
    printf("%s %u %s\n", name, state, managed ? "managed" : "unmanaged");
}

static void print_objects(DBusMessage *reply)
{
    DBusMessageIter top, objects;
    dbus_message_iter_init(reply, &top);
    dbus_message_iter_recurse(&top, &objects);
    for (; dbus_message_iter_get_arg_type(&objects) == DBUS_TYPE_DICT_ENTRY; dbus_message_iter_next(&objects)) {
        DBusMessageIter object, interfaces;
        const char *path;
        dbus_message_iter_recurse(&objects, &object);
        dbus_message_iter_get_basic(&object, &path);
        if (strncmp(path, "/org/freedesktop/NetworkManager/Devices/", 40) != 0) continue;
        dbus_message_iter_next(&object);
        dbus_message_iter_recurse(&object, &interfaces);
        for (; dbus_message_iter_get_arg_type(&interfaces) == DBUS_TYPE_DICT_ENTRY; dbus_message_iter_next(&interfaces)) {
            DBusMessageIter interface;
            const char *name;
            dbus_message_iter_recurse(&interfaces, &interface);
            dbus_message_iter_get_basic(&interface, &name);
            if (strcmp(name, "org.freedesktop.NetworkManager.Device") != 0) continue;
            dbus_message_iter_next(&interface);
            print_device(&interface);
        }
    }
}

static void print_pipelined(DBusConnection *bus, const char *owner)
{
    static DBusPendingCall *calls[most_devices];
    static const char *paths[most_devices];
    const char *wanted = "org.freedesktop.NetworkManager.Device";
    DBusMessage *reply = call(bus, owner, "/org/freedesktop/NetworkManager", "org.freedesktop.DBus.Properties", "GetAll",
                              "org.freedesktop.NetworkManager");
    DBusMessageIter top, entries;
    int count = 0;
    dbus_message_iter_init(reply, &top);
    dbus_message_iter_recurse(&top, &entries);
    for (; dbus_message_iter_get_arg_type(&entries) == DBUS_TYPE_DICT_ENTRY; dbus_message_iter_next(&entries)) {
        DBusMessageIter entry, value, elements;
        const char *key;
        dbus_message_iter_recurse(&entries, &entry);
        dbus_message_iter_get_basic(&entry, &key);
        if (strcmp(key, "AllDevices") != 0) continue;
        dbus_message_iter_next(&entry);
        dbus_message_iter_recurse(&entry, &value);
        dbus_message_iter_recurse(&value, &elements);
        for (; dbus_message_iter_get_arg_type(&elements) == DBUS_TYPE_OBJECT_PATH && count < most_devices;
             dbus_message_iter_next(&elements))
            dbus_message_iter_get_basic(&elements, &paths[count++]);
    }
    for (int sent = 0, done = 0; done < count; done++) {
        for (; sent < count && sent < done + window; sent++) {
            DBusMessage *message =
                dbus_message_new_method_call(owner, paths[sent], "org.freedesktop.DBus.Properties", "GetAll");
            if (message == NULL) fail("GetAll", NULL);
            dbus_message_append_args(message, DBUS_TYPE_STRING, &wanted, DBUS_TYPE_INVALID);
            if (!dbus_connection_send_with_reply(bus, message, &calls[sent], 30000)) fail("GetAll", NULL);
            dbus_message_unref(message);
        }
        dbus_pending_call_block(calls[done]);
        DBusMessage *answer = dbus_pending_call_steal_reply(calls[done]);
        if (dbus_message_get_type(answer) == DBUS_MESSAGE_TYPE_METHOD_RETURN) {
            DBusMessageIter properties;
            dbus_message_iter_init(answer, &properties);
            print_device(&properties);
        }
        dbus_message_unref(answer);
        dbus_pending_call_unref(calls[done]);
    }
}

static void reload(DBusConnection *bus, const char *owner)
{
    DBusError error = DBUS_ERROR_INIT;
    dbus_uint32_t configuration_only = 1;
    DBusMessage *message = dbus_message_new_method_call(owner, "/org/freedesktop/NetworkManager",
                                                        "org.freedesktop.NetworkManager", "Reload");
    if (message == NULL) fail("Reload", NULL);
    dbus_message_append_args(message, DBUS_TYPE_UINT32, &configuration_only, DBUS_TYPE_INVALID);
    if (dbus_connection_send_with_reply_and_block(bus, message, 30000, &error) == NULL) fail("Reload", &error);
}

int main(int count, char **words)
{
    DBusError error = DBUS_ERROR_INIT;
    const char *owner;
    DBusConnection *bus = dbus_bus_get_private(DBUS_BUS_SYSTEM, &error);
    if (bus == NULL) fail("the system bus", &error);
    DBusMessage *name = call(bus, DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, "GetNameOwner",
                             "org.freedesktop.NetworkManager");
    if (!dbus_message_get_args(name, &error, DBUS_TYPE_STRING, &owner, DBUS_TYPE_INVALID)) fail("GetNameOwner", &error);
    call(bus, DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, "GetConnectionUnixProcessID", owner);
    if (count > 1 && strcmp(words[1], "--reload") == 0)
        reload(bus, owner);
    else if (count > 1 && strcmp(words[1], "--objects") == 0)
        print_objects(call(bus, owner, "/org/freedesktop", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL));
    else
        print_pipelined(bus, owner);
    return 0;
}
