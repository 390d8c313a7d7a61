/** How loud a track is, for the meter before one joins and for who is speaking. */

const SAMPLES = 512;
const INTERVAL_MS = 80;
// A voice in a quiet room has about a third of the full scale; the square root spreads it.
const GAIN = 3;

export class LevelMeter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(SAMPLES);
  readonly #timer: ReturnType<typeof setInterval>;
  #source: MediaStreamAudioSourceNode;

  /** `listener` is told a level from 0 to 1, a dozen times a second. */
  constructor(track: MediaStreamTrack, listener: (level: number) => void) {
    this.#analyser.fftSize = SAMPLES;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    this.#timer = setInterval(() => listener(this.#read()), INTERVAL_MS);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#source.disconnect();
    void this.#context.close();
  }

  #read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    return Math.min(1, Math.sqrt(sum / SAMPLES) * GAIN);
  }
}
