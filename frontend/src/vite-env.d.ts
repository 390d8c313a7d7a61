/// <reference types="vite/client" />

interface ImportMetaEnv {
  readonly VITE_DJANGO_URL?: string;
  readonly VITE_REALTIME_URL?: string;
}
