using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>A loaded order map is the saved one, down to the places that it gives out next.</summary>
public sealed class OrderMapSnapshotTests
{
    [Fact]
    public void A_loaded_map_is_the_saved_one_and_goes_on_alike()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            Random random = new(seed);
            int capacity = random.Next(1, 40);
            OrderMap<Payload> map = new(capacity, startsSmall: seed % 2 == 0);
            for (int round = 0; round < 6; round++)
            {
                int steps = random.Next(0, 60);
                for (int i = 0; i < steps; i++) { Step(map, random); }

                OrderMap<Payload> copy = new(capacity, startsSmall: seed % 3 == 0);
                SnapshotCopy.Copy(map, copy);
                Assert.Empty(StateComparer.Differences(map, copy));

                int next = random.Next();
                Random first = new(next);
                Random second = new(next);
                for (int i = 0; i < 60; i++)
                {
                    Step(map, first);
                    Step(copy, second);
                }

                Assert.Empty(StateComparer.Differences(map, copy));
            }
        }
    }

    [Fact]
    public void A_map_with_other_places_does_not_fit() =>
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(new OrderMap<long>(8), new OrderMap<long>(9)));

    // Few ids, so that probe runs form and break.
    private static void Step(OrderMap<Payload> map, Random random)
    {
        OrderId id = OrderId.From(random.Next(0, 60), random.Next(0, 3));
        if (random.Next(400) == 0) { map.Clear(); }
        else if (random.Next(5) < 2) { map.Remove(id); }
        else if (map.Contains(id)) { map.Find(id).Quantity++; }
        else if (!map.IsFull) { map.Add(id) = new Payload { Small = (byte)random.Next(256), Quantity = random.NextInt64() }; }
    }

    private struct Payload
    {
        public byte Small;
        public long Quantity;
    }
}
