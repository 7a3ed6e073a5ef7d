// Checks tokens by the deployment's keys as they are now: read again once a minute, so that a rotation needs no restart.
import { createTokenSigner, type TokenKeys, type TokenSigner } from '@baton/engine';

export interface FollowedTokens {
  readonly tokens: TokenSigner;
  readonly stop: () => void;
}

/** A reading that fails keeps the keys of before. @throws if the first one does. */
export async function followTokenKeys(
  read: () => Promise<TokenKeys>,
  everyMs: number,
): Promise<FollowedTokens> {
  let signer = createTokenSigner(await read());
  const again = async (): Promise<void> => {
    signer = createTokenSigner(await read());
  };
  const timer = setInterval(() => void again().catch(() => undefined), everyMs);
  timer.unref();
  return {
    tokens: {
      activityToken: (of, options) => signer.activityToken(of, options),
      attemptToken: (of, options) => signer.attemptToken(of, options),
      verify: (token, nowMs, wanted) => signer.verify(token, nowMs, wanted),
    },
    stop: () => clearInterval(timer),
  };
}
