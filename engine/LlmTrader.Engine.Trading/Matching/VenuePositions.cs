using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Every account's position at the venue, folded from its own fills, and what of it may be sold already.</summary>
internal sealed class VenuePositions(int instruments, int accounts) : ISnapshotState
{
    private readonly Holding[] _holdings = new Holding[instruments * accounts];

    public Quantity Of(AccountId account, InstrumentId instrument) => At(account, instrument).Position;

    /// <summary>What an order of a side can bring nearer to zero.</summary>
    public Quantity Reducible(AccountId account, InstrumentId instrument, Side side)
    {
        Quantity position = At(account, instrument).Position;
        return side == Side.Buy == position.Raw < 0 ? position.Abs() : Quantity.Zero;
    }

    /// <summary>The long position without what was bought on <paramref name="day"/>.</summary>
    public Quantity Settled(AccountId account, InstrumentId instrument, long day)
    {
        ref Holding holding = ref At(account, instrument);
        long bought = holding.Day == day ? holding.BoughtRaw : 0;
        return new Quantity(Math.Max(0, holding.Position.Raw - bought));
    }

    public void OnFill(AccountId account, InstrumentId instrument, Side side, Quantity quantity, long day)
    {
        ref Holding holding = ref At(account, instrument);
        if (holding.Day != day) { (holding.Day, holding.BoughtRaw) = (day, 0); }
        if (side == Side.Buy) { holding.BoughtRaw = checked(holding.BoughtRaw + quantity.Raw); }
        holding.Position = side == Side.Buy ? holding.Position + quantity : holding.Position - quantity;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"positions at the venue, {instruments} instruments of {accounts} accounts");
        transfer.Touched(_holdings);
    }

    private ref Holding At(AccountId account, InstrumentId instrument)
    {
        Invariant.Holds(account.Value < accounts);
        return ref _holdings[(instrument.Value * accounts) + account.Value];
    }

    private record struct Holding
    {
        public Quantity Position;
        public long Day;         // The trading day of the last fill.
        public long BoughtRaw;   // On that day.
    }
}
