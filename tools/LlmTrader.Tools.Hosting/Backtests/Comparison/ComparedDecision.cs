using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>What one run decided, in the words of <c>orders.csv</c>.</summary>
public sealed record ComparedDecision
{
    /// <summary>Engine time.</summary>
    public required string Time { get; init; }

    public required string Account { get; init; }

    public required string Instrument { get; init; }

    public required CommandAction Action { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    public required TimeInForce TimeInForce { get; init; }

    public required string Quantity { get; init; }

    /// <summary>The limit; null for an order without one.</summary>
    public required string? Price { get; init; }

    /// <summary>Where it wakes up, or a trailing stop's distance; null for an order that waits for nothing.</summary>
    public required string? Trigger { get; init; }

    /// <summary>What an iceberg shows; null for an order that shows all.</summary>
    public required string? DisplayQuantity { get; init; }

    /// <summary>When it ends by itself; null for an order that does not.</summary>
    public required string? ExpireAt { get; init; }

    public required OrderFlags Flags { get; init; }

    public required Contingency Contingency { get; init; }

    /// <summary>With a <see cref="Contingency"/>: the place, among its event's commands, of the first order of the group.</summary>
    public required int Group { get; init; }

    /// <summary>Risk's answer; <see cref="RejectReason.None"/> was sent.</summary>
    public required RejectReason Verdict { get; init; }

    internal static ComparedDecision Of(in OutRecord record, EngineOptions options)
    {
        ref readonly OrderCommand command = ref record.Decision;
        bool isKnown = options.Instruments.Contains(command.Instrument);
        Instrument? instrument = isKnown ? options.Instruments[command.Instrument] : null;
        return new ComparedDecision
        {
            Time = record.Time.ToString(),
            Account = command.Account.Value < options.Accounts.Count ? options.Accounts[command.Account.Value].Name : $"#{command.Account.Value}",
            Instrument = instrument?.FullName ?? $"#{command.Instrument.Value}",
            Action = command.Action,
            Side = command.Side,
            Type = command.Type,
            TimeInForce = command.TimeInForce,
            Quantity = FixedPoint.Format(command.Quantity.Raw, instrument?.QuantityScale ?? 0),
            Price = command.HasLimit ? FixedPoint.Format(command.Price.Raw, instrument?.PriceScale ?? 0) : null,
            Trigger = command.HasTrigger ? FixedPoint.Format(command.Trigger.Raw, instrument?.PriceScale ?? 0) : null,
            DisplayQuantity = command.DisplayQuantity.IsZero ? null : FixedPoint.Format(command.DisplayQuantity.Raw, instrument?.QuantityScale ?? 0),
            ExpireAt = command.ExpireSeconds == 0 ? null : command.ExpireAt.ToString(),
            Flags = command.Flags,
            Contingency = command.Contingency,
            Group = command.Group,
            Verdict = command.Verdict,
        };
    }

    /// <summary>Without the time, which the reader has seen.</summary>
    public override string ToString()
    {
        string order = Action switch
        {
            CommandAction.Cancel => $"cancel an order of {Instrument}",
            CommandAction.Amend => $"amend an order to {Terms()}",
            _ => Terms(),
        };
        return Verdict == RejectReason.None ? order : $"{order}, blocked by risk ({Verdict})";
    }

    private string Terms() => string.Concat(
        $"{Side} {Quantity} {Instrument} {Type}",
        Trigger is null ? "" : $" trigger {Trigger}",
        Price is null ? "" : $" {Price}",
        $" {TimeInForce}",
        ExpireAt is null ? "" : $" until {ExpireAt}",
        DisplayQuantity is null ? "" : $" showing {DisplayQuantity}",
        Flags == OrderFlags.None ? "" : $" {Flags}",
        Contingency == Contingency.None ? "" : $" {Contingency} of group {Group}");
}
