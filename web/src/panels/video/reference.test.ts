// Addresses of hosted videos, in the forms that people paste.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostedVideo } from './reference';

describe('hostedVideo', () => {
  it.each([
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://youtube.com/watch?feature=share&v=dQw4w9WgXcQ&t=90s',
    'https://youtu.be/dQw4w9WgXcQ?t=3',
    'youtu.be/dQw4w9WgXcQ',
    'https://www.youtube.com/live/dQw4w9WgXcQ',
    'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
    'https://m.youtube.com/watch?v=dQw4w9WgXcQ',
  ])('reads %s', (text) => {
    expect(hostedVideo(text)).toEqual({ kind: 'youtube', ref: 'dQw4w9WgXcQ' });
  });

  it.each([
    'https://www.twitch.tv/videos/2345678901',
    'https://www.twitch.tv/somebody/videos/2345678901?t=1h2m',
    'https://player.twitch.tv/?video=v2345678901&parent=x',
    'twitch.tv/videos/2345678901',
  ])('reads %s', (text) => {
    expect(hostedVideo(text)).toEqual({ kind: 'twitch', ref: '2345678901' });
  });

  it.each([
    '',
    'game.mp4',
    'https://www.youtube.com/watch?v=short',
    'https://www.youtube.com/@channel',
    'https://www.twitch.tv/somebody',
    'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
    'javascript://youtube.com/%0aalert(1)',
    'https://evil.example/?v=dQw4w9WgXcQ',
  ])('refuses %j', (text) => {
    expect(hostedVideo(text)).toBeNull();
  });

  it('answers only with names that cannot leave the place they are put in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (text) => {
        const video = hostedVideo(text);
        if (video !== null) expect(video.ref).toMatch(/^[\w-]+$/);
      }),
    );
  });
});
