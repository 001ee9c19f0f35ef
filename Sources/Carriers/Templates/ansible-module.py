#!/usr/bin/python
# @remark@

DOCUMENTATION = r'''
module: nmfence
short_description: Keep NetworkManager from managing Calico's interfaces
description:
  - Writes the drop-in that C(nmfence fix) writes, has NetworkManager read it without disconnecting pods, and verifies
    it; or takes it back with C(nmfence revert).
  - Supports check mode and diff mode.
options:
  state:
    description: Whether the drop-in is there.
    type: str
    choices: [present, absent]
    default: present
  program:
    description: Path of nmfence on the node.
    type: path
    default: '@program@'
  profile:
    description: Requirement profiles; without any, that of the release of Calico on the node.
    type: list
    elements: str
    default: []
  patterns:
    description: More interface patterns.
    type: list
    elements: str
    default: []
  root:
    description: Root directory of an image, in place of the node.
    type: path
  offline:
    description: Do not ask NetworkManager.
    type: bool
    default: false
  require_live:
    description: Fail unless the result can be verified on a running NetworkManager.
    type: bool
    default: false
  wait:
    description: Seconds to wait for NetworkManager.
    type: float
  timeout:
    description: Seconds that the whole run may take.
    type: float
  adopt:
    description: Replace an existing file of the same name that nmfence did not write; a copy is kept.
    type: bool
    default: false
  load_modules:
    description: Load required kernel modules now and at boot.
    type: bool
    default: false
  restore_links:
    description: Set up Calico's interfaces that were taken down.
    type: bool
    default: false
'''

EXAMPLES = r'''
- name: Keep NetworkManager from managing Calico's interfaces
  nmfence:
    require_live: true
    wait: 60
'''

RETURN = r'''
status:
  description: What became of it, such as C(unchanged), C(pending) or C(applied).
  type: str
  returned: when nmfence gave a report
exit_status:
  description: The exit status of nmfence.
  type: int
  returned: when nmfence was run
report:
  description: The report of nmfence, as it is.
  type: dict
  returned: when nmfence gave a report
'''

import json
import os

from ansible.module_utils.basic import AnsibleModule

ONLY_FIX = ('adopt', 'load_modules', 'restore_links')


def command(module):
    given = module.params
    words = [given['program'], 'fix' if given['state'] == 'present' else 'revert', '-o', 'json']
    for profile in given['profile']:
        words += ['--profile', profile]
    for name in ('root', 'wait', 'timeout'):
        if given[name] is not None:
            words += ['--' + name, str(given[name])]
    for pattern in given['patterns']:
        words += ['--pattern', pattern]
    for name in ('offline', 'require_live') + ONLY_FIX:
        if given[name]:
            words.append('--' + name.replace('_', '-'))
    if module.check_mode:
        words.append('--dry-run')
    return words


def difference(report):
    return [
        dict(before_header=one['path'], before=one.get('before') or '', after_header=one['path'], after=one.get('after') or '')
        for one in report.get('files', []) if one.get('action') != 'none'
    ]


def main():
    module = AnsibleModule(
        argument_spec=dict(
            state=dict(type='str', default='present', choices=['present', 'absent']),
            program=dict(type='path', default='@program@'),
            profile=dict(type='list', elements='str', default=[]),
            patterns=dict(type='list', elements='str', default=[]),
            root=dict(type='path'),
            offline=dict(type='bool', default=False),
            require_live=dict(type='bool', default=False),
            wait=dict(type='float'),
            timeout=dict(type='float'),
            adopt=dict(type='bool', default=False),
            load_modules=dict(type='bool', default=False),
            restore_links=dict(type='bool', default=False),
        ),
        supports_check_mode=True,
    )
    if module.params['state'] == 'absent':
        for name in ONLY_FIX:
            if module.params[name]:
                module.fail_json(msg='%s is for state=present' % name)
    program = module.params['program']
    if not os.access(program, os.X_OK):
        if module.check_mode:
            # An earlier task of the play may be about to install it.
            module.warn('%s is not on the node yet: what it would change cannot be told' % program)
            module.exit_json(changed=True)
        module.fail_json(msg='%s is not on the node, or cannot be run' % program)
    status, output, errors = module.run_command(command(module))
    try:
        report = json.loads(output)
    except ValueError:
        report = {}
    error = report.get('error') or {}
    messages = report.get('messages') or ([error['message']] if 'message' in error else [])
    said = '; '.join(messages) or errors.strip() or 'nmfence ended with status %d' % status
    pending = report.get('status') == 'pending'
    changed = bool(report.get('changed')) or (module.check_mode and pending)
    # Not called rc, which Ansible takes for a failure where it is not zero; a dry run ends with 1 where it would change.
    result = dict(changed=changed, report=report, diff=difference(report), exit_status=status)
    if 'status' in report:
        result['status'] = report['status']
    if status == 0 and report or status == 1 and pending:
        module.exit_json(msg='; '.join(messages), **result)
    module.fail_json(msg=said, **result)


if __name__ == '__main__':
    main()
