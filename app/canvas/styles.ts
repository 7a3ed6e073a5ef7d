// How the canvas looks. Later ones say more than those before.
import './canvas.css';
import './nodes.css';
import './ports.css';
