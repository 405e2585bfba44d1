// Each alarm has words of its own: a full disk is not a silent market.
import { expect, it } from 'vitest';
import { alarmWords } from './alarms';

it('says what is wrong', () => {
  const said = {
    'NOT CONNECTED to the market feed.': 'not connected',
    'NOTHING ARRIVES: no market message for 31 s.': 'no data',
    '1 of 2 market connections are down.': 'connection down',
    'Only 412 MiB of disk are left.': 'disk nearly full',
    'The disk is 70 MiB behind.': 'disk too slow',
    'The recorder has said nothing for 12 s.': 'recorder silent',
    'A book cannot be followed: crossed. See the log.': 'A book cannot be followed',
  };
  for (const [alarm, words] of Object.entries(said)) expect(alarmWords(alarm)).toBe(words);
});
