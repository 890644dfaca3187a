"""Aliases: given, moved, listed and taken away; each stands for its key."""

import uuid

from checks import check, same
from kms import IS_SIGNED


def new_alias():
    return f'alias/{uuid.uuid4()}'


@check('an alias stands for its key in every request, and moves to another')
def moved(kms):
    alias, first, second = new_alias(), kms.new_key(), kms.new_key()
    answer = kms.create_alias(key_id=first, alias=alias)
    same([answer.key_id, answer.alias], [first, alias])
    assert answer.alias_urn.endswith(f':{alias}')
    same(kms.detail(alias).key_id, first)
    cipher_text = kms.encrypt_data(key_id=alias, plain_text='a').cipher_text
    answer = kms.associate_alias(alias=alias, target_key_id=second)
    same([answer.key_id, kms.detail(alias).key_id], [second, second])
    assert int(answer.update_time) >= int(answer.create_time)
    same(kms.decrypt_data(cipher_text=cipher_text).key_id, first)
    # In a path its slash is encoded, and signed as one that is not: a client that signs has to name the key's id.
    if IS_SIGNED:
        kms.refuses('APIGW.0301', 'show_kms_tags', key_id=alias)
    else:
        same(kms.show_kms_tags(key_id=alias).exist_tags_num, 0)
    kms.refuses('KMS.1104', 'create_alias', key_id=first, alias=alias)


@check('aliases are listed page by page, of one key and of all')
def listed(kms):
    key_id, aliases = kms.new_key(), sorted(new_alias() for _ in range(5))
    for alias in aliases:
        kms.create_alias(key_id=key_id, alias=alias)
    found, marker = [], None
    while marker != '':
        # The SDK has a list of pages; one is sent.
        page, = kms.list_aliases(key_id=key_id, limit='2', marker=marker).body
        same(page.page_info.current_count, len(page.aliases))
        found += [each.alias for each in page.aliases]
        marker = page.page_info.next_marker
    same(sorted(found), aliases)
    everything, = kms.list_aliases(limit='1000').body
    same(sorted(set(aliases) & {each.alias for each in everything.aliases}), aliases)
    kms.delete_alias(key_id=key_id, aliases=aliases[:4])
    left, = kms.list_aliases(key_id=key_id).body
    same([each.alias for each in left.aliases], aliases[4:])
    kms.refuses('KMS.0207', 'list_key_detail', key_id=aliases[0])


@check('an alias that is none, or of another key, is refused')
def refused(kms):
    key_id, other = kms.key(), kms.new_key()
    for alias in ('plain', 'alias/', 'alias/a b', f'alias/{"a" * 256}'):
        kms.refuses('KMS.0308', 'create_alias', key_id=key_id, alias=alias)
    alias = kms.create_alias(key_id=key_id, alias=new_alias()).alias
    kms.refuses('KMS.0207', 'delete_alias', key_id=other, aliases=[alias])
    kms.refuses('KMS.0207', 'associate_alias', alias=new_alias(), target_key_id=other)
    kms.refuses('KMS.1601', 'list_aliases', limit='0')
    kms.refuses('KMS.1602', 'list_aliases', marker='a')
