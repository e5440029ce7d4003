declare module 'multiparty';
