// Stands in for Twitch's player in tests: the same names, and its delays.
globalThis.standIn = { calls: [], time: 0, ready: false, controls: true, muted: false };
globalThis.Twitch = {
  Player: class {
    static READY = 'ready';
    static PLAYING = 'playing';
    static SEEK = 'seek';
    constructor(place, { muted, controls }) {
      const it = globalThis.standIn;
      this.paused = true;
      this.listeners = {};
      it.muted = muted;
      it.controls = controls;
      place.append(document.createElement('div'));
      setInterval(() => {
        if (!this.paused) it.time += 0.02;
      }, 20);
      setTimeout(() => {
        it.ready = true;
        this.tell('ready');
      }, 150);
    }
    tell(name) {
      for (const act of this.listeners[name] ?? []) act();
    }
    addEventListener(name, act) {
      (this.listeners[name] ??= []).push(act);
    }
    getCurrentTime() {
      return globalThis.standIn.time;
    }
    getDuration() {
      return 7200;
    }
    isPaused() {
      return this.paused;
    }
    play() {
      globalThis.standIn.calls.push(['play']);
      setTimeout(() => {
        this.paused = false;
        this.tell('playing');
      }, 150);
    }
    pause() {
      globalThis.standIn.calls.push(['pause']);
      this.paused = true;
    }
    seek(seconds) {
      globalThis.standIn.calls.push(['seek', seconds]);
      setTimeout(() => {
        globalThis.standIn.time = seconds;
        this.tell('seek');
      }, 200);
    }
    setMuted(muted) {
      globalThis.standIn.muted = muted;
    }
  },
};
