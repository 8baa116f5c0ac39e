using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Orders;

/// <summary>The order map against its plain twin: a dictionary, and a list in order of arrival.</summary>
public class OrderMapTwinTests
{
    [Fact]
    public void Random_use_gives_the_same_orders_in_the_same_order()
    {
        for (int seed = 1; seed <= 1_500; seed++)
        {
            var random = new Random(seed);
            int capacity = random.Next(1, 40);
            var map = new OrderMap<long>(capacity);
            var values = new Dictionary<OrderId, long>();
            var order = new List<OrderId>();
            for (int i = 0; i < 300; i++)
            {
                OrderId id = DrawId(random, order);
                switch (random.Next(random.Next(4) == 0 ? 300 : 6))
                {
                    case 0 or 1 or 2:
                        if (values.ContainsKey(id) || values.Count == capacity) { break; }
                        ref long added = ref map.Add(id);
                        Assert.True(added == 0, $"seed {seed}, step {i}: an added order is not clear");
                        values[id] = added = random.NextInt64();
                        order.Add(id);
                        break;
                    case 3 or 4:
                        bool removed = map.Remove(id);
                        Assert.True(removed == values.Remove(id), $"seed {seed}, step {i}: remove {id}");
                        order.Remove(id);
                        break;
                    case 299:
                        map.Clear();
                        values.Clear();
                        order.Clear();
                        break;
                    default:
                        ref long found = ref map.Find(id);
                        Assert.True(!Unsafe.IsNullRef(ref found) == values.ContainsKey(id), $"seed {seed}, step {i}: find {id}");
                        if (!Unsafe.IsNullRef(ref found)) { values[id] = ++found; }
                        break;
                }

                Compare(map, values, order, $"seed {seed}, step {i}");
            }
        }
    }

    [Fact]
    public void A_map_that_begins_small_gives_out_the_same_places()
    {
        for (int seed = 1; seed <= 500; seed++)
        {
            var random = new Random(seed);
            int capacity = random.Next(1, 80);
            var whole = new OrderMap<long>(capacity);
            var small = new OrderMap<long>(capacity, startsSmall: true);
            var order = new List<OrderId>();
            Assert.True(small.Room <= whole.Room && whole.Room == capacity, $"seed {seed}");
            for (int i = 0; i < 300; i++)
            {
                OrderId id = DrawId(random, order);
                if (random.Next(200) == 0)
                {
                    whole.Clear();
                    small.Clear();
                    order.Clear();
                }
                else if (order.Contains(id))
                {
                    Assert.True(whole.Remove(id) && small.Remove(id), $"seed {seed}, step {i}: remove {id}");
                    order.Remove(id);
                }
                else if (order.Count < capacity)
                {
                    whole.Add(id) = small.Add(id) = i;
                    order.Add(id);
                }

                Assert.True(small.IsFull == whole.IsFull && small.Count == order.Count && small.Room <= capacity, $"seed {seed}, step {i}");
                Assert.Equal(PlacesOf(whole), PlacesOf(small));
            }
        }
    }

    private static List<(int Place, OrderId Id, long Value)> PlacesOf(OrderMap<long> map)
    {
        List<(int, OrderId, long)> places = [];
        for (int at = map.First; at >= 0; at = map.NextOf(at)) { places.Add((at, map.IdAt(at), map.Find(map.IdAt(at)))); }
        return places;
    }

    // Known ids half of the time; few places per event and few events, so that probe runs form and break.
    private static OrderId DrawId(Random random, List<OrderId> known) => known.Count > 0 && random.Next(2) == 0
        ? known[random.Next(known.Count)]
        : OrderId.From(random.Next(0, 60), random.Next(0, 3));

    private static void Compare(OrderMap<long> map, Dictionary<OrderId, long> values, List<OrderId> order, string where)
    {
        Assert.True(map.Count == order.Count && map.IsFull == (order.Count == map.Capacity), where);
        int position = map.First;
        foreach (OrderId id in order)
        {
            Assert.True(position >= 0 && map.IdAt(position) == id && map.At(position) == values[id], where);
            ref long found = ref map.Find(id);
            Assert.True(!Unsafe.IsNullRef(ref found) && found == values[id] && map.Contains(id), where);
            position = map.NextOf(position);
        }

        Assert.True(position == -1, where);
    }
}
