namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>An order at the <see cref="LoopbackVenue"/>.</summary>
internal sealed class LoopbackOrder(string id, long quantity, long price)
{
    public string Id => id;

    public long Quantity => quantity;

    public long Price => price;

    public long Filled { get; set; }

    /// <summary>Filled, cancelled or rejected.</summary>
    public bool IsDone { get; set; }

    /// <summary>All that was told of it, in order.</summary>
    public List<string> Said { get; } = [];
}
