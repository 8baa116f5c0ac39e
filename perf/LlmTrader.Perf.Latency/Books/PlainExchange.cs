using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Books;

/// <summary>What one would write first: sorted prices, linked queues, a dictionary of ids. The measure of the fast engine.</summary>
public sealed class PlainExchange
{
    private readonly SortedDictionary<long, LinkedList<PlainOrder>> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, LinkedList<PlainOrder>> _asks = [];
    private readonly Dictionary<long, LinkedListNode<PlainOrder>> _nodes = [];

    public int OrderCount => _nodes.Count;

    /// <summary>Applies one operation and adds its trades up.</summary>
    public void Apply(in StreamOperation operation, ref TradeTally tally)
    {
        if (operation.IsCancel) { Cancel(operation.Id.Raw); } else { Submit(operation, ref tally); }
    }

    private void Submit(in StreamOperation operation, ref TradeTally tally)
    {
        bool isBuy = operation.Side == Side.Buy;
        long limit = operation.Price.Raw;
        long left = operation.Quantity.Raw;
        SortedDictionary<long, LinkedList<PlainOrder>> opposite = isBuy ? _asks : _bids;
        while (left > 0 && opposite.Count > 0)
        {
            (long price, LinkedList<PlainOrder> queue) = opposite.First();
            if (isBuy ? price > limit : price < limit) { break; }
            PlainOrder maker = queue.First!.Value;
            long quantity = Math.Min(left, maker.Quantity);
            left -= quantity;
            maker.Quantity -= quantity;
            tally.Add(price, quantity);
            if (maker.Quantity == 0) { Cancel(maker.Id); }
        }

        if (left == 0) { return; }
        SortedDictionary<long, LinkedList<PlainOrder>> own = isBuy ? _bids : _asks;
        if (!own.TryGetValue(limit, out LinkedList<PlainOrder>? level)) { own[limit] = level = new(); }
        _nodes[operation.Id.Raw] = level.AddLast(new PlainOrder(operation.Id.Raw, limit, isBuy) { Quantity = left });
    }

    private void Cancel(long id)
    {
        if (!_nodes.Remove(id, out LinkedListNode<PlainOrder>? node)) { return; }
        LinkedList<PlainOrder> level = node.List!;
        level.Remove(node);
        if (level.Count == 0) { (node.Value.IsBuy ? _bids : _asks).Remove(node.Value.Price); }
    }

    private sealed class PlainOrder(long id, long price, bool isBuy)
    {
        public long Id => id;

        public long Price => price;

        public bool IsBuy => isBuy;

        public long Quantity { get; set; }
    }
}
