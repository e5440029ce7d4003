import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('shop', { name: 'Shop' });
