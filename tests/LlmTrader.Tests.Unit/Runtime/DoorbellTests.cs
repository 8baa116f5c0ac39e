using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class DoorbellTests
{
    [Fact]
    public void Work_at_hand_is_no_reason_to_sleep() =>
        RuntimeWorld.MustEnd(() => new Doorbell().Wait(() => true, Timeout.Infinite));

    [Fact]
    public void Without_a_ring_the_sleep_ends_with_its_time() =>
        RuntimeWorld.MustEnd(() => new Doorbell().Wait(() => false, milliseconds: 5));

    // The sleeper waits without a time limit for each of the ringer's messages and the ringer for each answer: one lost
    // wake-up and both wait for ever.
    [Fact]
    public void No_ring_is_lost()
    {
        const int Messages = 4_000;   // Each is two hand-overs between threads, which a busy machine makes slow.
        Doorbell doorbell = new();
        int sent = 0, seen = 0;
        RuntimeWorld.MustEnd(() =>
        {
            Thread sleeper = new(() =>
            {
                for (int i = 1; i <= Messages; i++)
                {
                    while (Volatile.Read(ref sent) < i) { doorbell.Wait(() => Volatile.Read(ref sent) >= i, Timeout.Infinite); }
                    Volatile.Write(ref seen, i);
                }
            })
            { IsBackground = true };
            sleeper.Start();
            for (int i = 1; i <= Messages; i++)
            {
                Volatile.Write(ref sent, i);
                doorbell.Ring();
                SpinWait spin = default;
                while (Volatile.Read(ref seen) < i) { spin.SpinOnce(sleep1Threshold: -1); }
                if (i % 64 == 0) { Thread.SpinWait(i % 512); }   // Sometimes the sleeper is asleep by then, sometimes it is about to be.
            }

            sleeper.Join();
        });
        Assert.Equal(Messages, seen);
    }
}
