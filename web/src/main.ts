// Starts the page: styles first, then the shell.
import './styles/tokens.css';
import './styles/page.css';
import { mount } from 'svelte';
import App from './app/App.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has lost its #app');
mount(App, { target });
