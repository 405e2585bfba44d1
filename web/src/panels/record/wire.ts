// The API's types of the record page, from the one list that is made of web/openapi.json.
export type {
  ListedMarket,
  LookedUp,
  Mark,
  Progress,
  Recording,
  RecordingList,
  RecordingStarted,
  Tagged,
} from '../../source/schema';
