using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>Publishes into the ring; waits when the slowest handler is a full lap behind, throws when a handler has failed.</summary>
public readonly struct RingOutput(RingBuffer<EngineEvent> ring, RingBurst burst) : ISequencedOutput
{
    public void Publish(ref EngineEvent sequenced)
    {
        long slot = ring.Next();
        ring[slot] = sequenced;
        if (!burst.HoldsBack()) { ring.Publish(slot); }    // With all before it that were held back.
    }
}
