// Starts the page of a shared file: the session is in the document, and nobody is asked anything.
import './styles/tokens.css';
import './styles/page.css';
import { mount } from 'svelte';
import { writeOwn } from './lib/own';
import SharedFile from './panels/share/SharedFile.svelte';
import { metaOf } from './source/embedded';

const target = document.getElementById('app');
if (target === null) throw new Error('share.html has lost its #app');
const meta = metaOf(document);
if (meta !== null) writeOwn(meta);
mount(SharedFile, { target, props: { meta } });
