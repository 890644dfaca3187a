/** The members of a request, in the order in which the core takes their values. */
export const MEMBERS = [
  'key_alias',
  'key_spec',
  'key_usage',
  'key_description',
  'origin',
  'enterprise_project_id',
  'sequence',
  'keystore_id',
  'vm_id',
]
