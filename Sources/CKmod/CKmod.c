#include "CKmod.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

// Hidden, so that the library's own calls never end here.
#define OURS __attribute__((visibility("hidden")))

// X(type, name, parameters, arguments): the functions behind kmod_new(), which gives NULL where one of them is missing.
#define FUNCTIONS(X) \
    X(struct kmod_list *, kmod_list_next, (const struct kmod_list *list, const struct kmod_list *current), (list, current)) \
    X(int, kmod_module_get_initstate, (const struct kmod_module *module), (module)) \
    X(struct kmod_module *, kmod_module_get_module, (const struct kmod_list *entry), (entry)) \
    X(const char *, kmod_module_get_name, (const struct kmod_module *module), (module)) \
    X(const char *, kmod_module_get_path, (const struct kmod_module *module), (module)) \
    X(int, kmod_module_insert_module, (struct kmod_module *module, unsigned int flags, const char *options), \
      (module, flags, options)) \
    X(int, kmod_module_new_from_lookup, (struct kmod_ctx *context, const char *alias, struct kmod_list **list), \
      (context, alias, list)) \
    X(int, kmod_module_probe_insert_module, \
      (struct kmod_module *module, unsigned int flags, const char *options, \
       int (*run_install)(struct kmod_module *, const char *, void *), const void *data, \
       void (*print_action)(struct kmod_module *, bool, const char *)), \
      (module, flags, options, run_install, data, print_action)) \
    X(int, kmod_module_remove_module, (struct kmod_module *module, unsigned int flags), (module, flags)) \
    X(struct kmod_module *, kmod_module_unref, (struct kmod_module *module), (module)) \
    X(int, kmod_module_unref_list, (struct kmod_list *list), (list)) \
    X(struct kmod_ctx *, kmod_unref, (struct kmod_ctx *context), (context))

#define LOADED(type, name, parameters, arguments) static type(*loaded_##name) parameters;
FUNCTIONS(LOADED)
static struct kmod_ctx *(*loaded_kmod_new)(const char *, const char *const *);
static void (*loaded_kmod_set_log_priority)(struct kmod_ctx *, int);

OURS struct kmod_ctx *kmod_new(const char *directory, const char *const *configuration) {
    // Never closed again: what it handed out may live as long as the process.
    void *library = dlopen("libkmod.so.2", RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) return NULL;
#define FOUND(type, name, parameters, arguments) && (loaded_##name = (type(*) parameters)dlsym(library, #name)) != NULL
    loaded_kmod_new = (struct kmod_ctx * (*)(const char *, const char *const *)) dlsym(library, "kmod_new");
    loaded_kmod_set_log_priority = (void (*)(struct kmod_ctx *, int))dlsym(library, "kmod_set_log_priority");
    // Else it would write what it finds wrong in its configuration to standard error, in the very bytes, before anybody could
    // tell it not to.
    setenv("KMOD_LOG", "0", 1);
    if (loaded_kmod_new != NULL && loaded_kmod_set_log_priority != NULL FUNCTIONS(FOUND))
        return loaded_kmod_new(directory, configuration);
    return NULL;
}

OURS void kmod_set_log_priority(struct kmod_ctx *context, int priority) { loaded_kmod_set_log_priority(context, priority); }

#define FORWARDED(type, name, parameters, arguments) \
    OURS type name parameters { return loaded_##name arguments; }
FUNCTIONS(FORWARDED)

// libkmod hands its caller's data to the function that runs install commands, and not to the one that is told of each action.
static _Thread_local struct {
    void (*each)(const char *name, void *context);
    void *context;
} forecast;

static void tell(struct kmod_module *module, bool install, const char *options) {
    (void)install;
    (void)options;
    forecast.each(loaded_kmod_module_get_name(module), forecast.context);
}

int nmfence_kmod_forecast(
    struct kmod_module *module, unsigned int flags, void (*each)(const char *name, void *context), void *context) {
    forecast.each = each;
    forecast.context = context;
    return loaded_kmod_module_probe_insert_module(module, flags | KMOD_PROBE_DRY_RUN, NULL, NULL, NULL, tell);
}
