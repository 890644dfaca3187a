"""Tags: given one by one and together, found by, and taken away, whatever characters they have."""

import uuid

from huaweicloudsdkkms.v2 import Tag, TagItem

from checks import check, same
from kms import IS_SIGNED

# What a path would take for itself, or for something else.
ODD = ['a b', 'ü密', 'a%20b', 'a+b', '?&#;', "'\""]


def tags_of(kms, key_id):
    answer = kms.show_kms_tags(key_id=key_id)
    found = {tag.key: tag.value for tag in answer.tags}
    same(answer.exist_tags_num, len(found))
    return found


@check('a tag is given, gets another value, and is taken away')
def one(kms):
    key_id = kms.new_key()
    same(tags_of(kms, key_id), {})
    for value in ('一', 'two', ''):
        kms.create_kms_tag(key_id=key_id, tag=TagItem(key='number', value=value))
        same(tags_of(kms, key_id), {'number': value})
    kms.delete_tag(key_id=key_id, key='number')
    same(tags_of(kms, key_id), {})
    kms.refuses('KMS.0416', 'delete_tag', key_id=key_id, key='number')


@check('a tag named {!r} is given and taken away', *ODD)
def odd(kms, name):
    key_id = kms.new_key()
    kms.create_kms_tag(key_id=key_id, tag=TagItem(key=name, value=name))
    kms.create_kms_tag(key_id=key_id, tag=TagItem(key='other', value=''))
    same(tags_of(kms, key_id), {name: name, 'other': ''})
    kms.delete_tag(key_id=key_id, key=name)
    same(tags_of(kms, key_id), {'other': ''})


@check('a tag with a slash in its name is taken away by its path, or, by a client that signs, together with others')
def slash(kms):
    key_id = kms.new_key()
    tag = TagItem(key='ü/密', value='')
    kms.create_kms_tag(key_id=key_id, tag=tag)
    if IS_SIGNED:
        kms.refuses('APIGW.0301', 'delete_tag', key_id=key_id, key=tag.key)
        kms.batch_create_kms_tags(key_id=key_id, action='delete', tags=[tag])
    else:
        kms.delete_tag(key_id=key_id, key=tag.key)
    same(tags_of(kms, key_id), {})


@check('tags are given and taken away together')
def together(kms):
    key_id = kms.new_key()
    given = {f'tag {number}': str(number) for number in range(20)}
    items = [TagItem(key=name, value=value) for name, value in given.items()]
    kms.batch_create_kms_tags(key_id=key_id, action='create', tags=items)
    same(tags_of(kms, key_id), given)
    kms.refuses('KMS.0409', 'create_kms_tag', key_id=key_id, tag=TagItem(key='one more', value=''))
    kms.batch_create_kms_tags(key_id=key_id, action='delete', tags=items[:15])
    same(tags_of(kms, key_id), {name: value for name, value in list(given.items())[15:]})


@check('keys are found and counted by tags and names, and the tags of the project are listed')
def found(kms):
    name, alias = f'team {uuid.uuid4()}'[:36], f'found-{uuid.uuid4()}'
    red, blue = kms.new_key(key_alias=f'{alias}-red'), kms.new_key(key_alias=f'{alias}-blue')
    for key_id, value in ((red, 'red'), (blue, 'blue')):
        kms.create_kms_tag(key_id=key_id, tag=TagItem(key=name, value=value))

    def ids(action='filter', **members):
        answer = kms.list_kms_by_tags(resource_instances='resource_instances', action=action, **members)
        resources = answer.resources or []
        for resource in resources:
            same(resource.resource_detail.key_id, resource.resource_id)
            same(resource.resource_name, resource.resource_detail.key_alias)
        return [resource.resource_id for resource in resources], answer.total_count

    same(ids(tags=[Tag(key=name, values=['red'])]), ([red], 1))
    same(ids(tags=[Tag(key=name, values=['red', 'blue'])]), ([red, blue], 2))
    same(ids(tags=[Tag(key=name, values=[])], limit='1'), ([red], 2))
    same(ids(tags=[Tag(key=name, values=[])], limit='1', offset='1'), ([blue], 2))
    same(ids(tags=[Tag(key=name, values=['green'])]), ([], 0))
    same(ids('count', tags=[Tag(key=name, values=[])]), ([], 2))
    same(ids(matches=[TagItem(key='resource_name', value=f'{alias}-b')]), ([blue], 1))
    listed = {tag.key: sorted(tag.values) for tag in kms.list_kms_tags().tags}
    same(listed[name], ['blue', 'red'])


@check('a tag that is none is refused: {}, {}', *[
    ('KMS.0411', ''), ('KMS.0411', 'k' * 37), ('KMS.0406', 'a=b'), ('KMS.0406', 'a*'), ('KMS.0406', '<a>'),
])
def bad_keys(kms, code, name):
    key_id = kms.key()
    kms.refuses(code, 'create_kms_tag', key_id=key_id, tag=TagItem(key=name, value=''))
    kms.refuses(code, 'batch_create_kms_tags', key_id=key_id, action='create', tags=[TagItem(key=name, value='')])


@check('a value that is none is refused: {}, {}', ('KMS.0410', 'v' * 44), ('KMS.0405', 'a\\b'))
def bad_values(kms, code, value):
    kms.refuses(code, 'create_kms_tag', key_id=kms.key(), tag=TagItem(key='k', value=value))


@check('a batch is refused that is empty, too long, or of another action')
def bad_batches(kms):
    request = {'key_id': kms.key(), 'action': 'create'}
    tag = TagItem(key='k', value='v')
    kms.refuses('KMS.0401', 'batch_create_kms_tags', **request, tags=[])
    kms.refuses('KMS.0407', 'batch_create_kms_tags', **request, tags=[TagItem(key=f'{n}', value='') for n in range(21)])
    kms.refuses('KMS.0404', 'batch_create_kms_tags', **request | {'action': 'drop'}, tags=[tag])


@check('a search is refused that is none: {}', *[
    ('KMS.0402', {'matches': [TagItem(key='resource_name', value='')]}),
    ('KMS.0403', {'matches': [TagItem(key='other', value='a')]}),
    ('KMS.0404', {'action': 'drop'}),
    ('KMS.0412', {'tags': [Tag(key=f'{n}', values=[]) for n in range(21)]}),
    ('KMS.0413', {'tags': [Tag(key='k', values=[f'{n}' for n in range(21)])]}),
    ('KMS.0417', {'offset': 'a'}),
    ('KMS.0418', {'action': 'count', 'offset': '1'}),
    ('KMS.1601', {'limit': '0'}),
])
def bad_searches(kms, code, members):
    kms.refuses(code, 'list_kms_by_tags', resource_instances='resource_instances', **{'action': 'filter'} | members)
