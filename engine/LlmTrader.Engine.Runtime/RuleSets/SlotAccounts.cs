using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The slots' accounts, valued when somebody asks rather than at every price, with the same result to the last unit. As long
/// as one instrument's price alone moves, equity rises and falls with it in one direction, rounded or not, so its highest
/// lies at the highest or at the lowest price: those two and the last are all that is kept. Another instrument's price, a
/// fill or a question ends the stretch, and the three are shown to the accounts.
/// </summary>
internal sealed class SlotAccounts(InstrumentTable instruments, IReadOnlyList<AccountOptions> shares) : ISnapshotState
{
    private readonly AccountBook _accounts = new(instruments, shares);
    private InstrumentId _moving = InstrumentId.None;   // Whose prices are not shown yet.
    private Price _low;
    private Price _high;
    private Price _last;

    /// <summary>Valued at every price so far.</summary>
    public AccountBook Valued
    {
        get
        {
            Show();
            return _accounts;
        }
    }

    /// <summary>The same without the prices of the stretch under way: for what no price changes, such as cash, cost and the hash.</summary>
    public AccountBook Unvalued => _accounts;

    /// <summary>A new last price of an instrument in which a slot has a position or open orders.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(InstrumentId instrument, Price price)
    {
        if (_moving != instrument) { Begin(instrument, price); return; }
        _last = price;
        if (price > _high) { _high = price; }
        else if (price < _low) { _low = price; }
    }

    public void OnFill(InstrumentId instrument, AccountId slot, in ExecutionReport fill) => Valued.OnFill(instrument, slot, in fill);

    public void OnMarkPrice(InstrumentId instrument, Price mark) => Valued.OnMarkPrice(instrument, mark);

    public void OnCashFlow(in CashFlow flow) => Valued.OnCashFlow(in flow);

    public void OnFunding(AccountId slot, InstrumentId instrument, in FundingPayment funding) => Valued.OnFunding(slot, instrument, in funding);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("slot accounts");
        transfer.Part(_accounts);
        transfer.Value(ref _moving);
        transfer.Value(ref _low);
        transfer.Value(ref _high);
        transfer.Value(ref _last);
    }

    private void Begin(InstrumentId instrument, Price price)
    {
        Show();
        _moving = instrument;
        _low = _high = _last = price;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Show()
    {
        if (!_moving.IsNone) { ShowStretch(); }
    }

    private void ShowStretch()
    {
        InstrumentId moved = _moving;
        _moving = InstrumentId.None;
        if (_low != _last) { _accounts.Mark(moved, _low); }
        if (_high != _last) { _accounts.Mark(moved, _high); }
        _accounts.Mark(moved, _last);
    }
}
