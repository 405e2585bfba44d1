// Stands in for YouTube's player in tests: the same names, and its delays.
globalThis.standIn = { calls: [], time: 0, ready: false, controls: true, muted: false };
globalThis.YT = {
  Player: class {
    constructor(frame, { events }) {
      const it = globalThis.standIn;
      this.state = -1;
      this.rate = 1;
      it.controls = new URL(frame.src).searchParams.get('controls') !== '0';
      let last = performance.now();
      setInterval(() => {
        const now = performance.now();
        if (this.state === 1) it.time += ((now - last) / 1000) * this.rate;
        last = now;
      }, 20);
      this.tell = (state) =>
        setTimeout(() => {
          this.state = state;
          events.onStateChange({ data: state });
        }, 120);
      setTimeout(() => {
        it.ready = true;
        events.onReady({});
      }, 100);
    }
    getCurrentTime() {
      return globalThis.standIn.time;
    }
    getDuration() {
      return 600;
    }
    getPlayerState() {
      return this.state;
    }
    getPlaybackRate() {
      return this.rate;
    }
    getAvailablePlaybackRates() {
      return [0.25, 0.5, 1, 1.5, 2];
    }
    playVideo() {
      globalThis.standIn.calls.push(['play']);
      this.tell(1);
    }
    pauseVideo() {
      globalThis.standIn.calls.push(['pause']);
      this.tell(2);
    }
    seekTo(seconds) {
      globalThis.standIn.calls.push(['seek', seconds]);
      setTimeout(() => (globalThis.standIn.time = seconds), 80);
    }
    setPlaybackRate(rate) {
      this.rate = rate;
    }
    mute() {
      globalThis.standIn.muted = true;
    }
    unMute() {
      globalThis.standIn.muted = false;
    }
    destroy() {}
  },
};
