// Property tests look at the same cases in each run: a run that is red by chance, for a case that
// nobody meets again, teaches people to run it again. EXPLORE=1 lets them choose cases of their own.
import * as fc from 'fast-check';

if (process.env['EXPLORE'] === undefined) fc.configureGlobal({ seed: 20_261_122 });
