using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>How the place of a resting order in the queue at its price is estimated. Named and defined as by hftbacktest.</summary>
public enum QueueModelKind : byte
{
    /// <summary>Not at all: the market must trade through the limit, or touch it with <see cref="VenueOptions.FillOnTouch"/>.</summary>
    None = 0,

    /// <summary>Only trades at the price move the order forward; what is cancelled there stood behind it.</summary>
    RiskAverse = 1,

    /// <summary>f(back) / (f(back) + f(front)) of a decrease stood behind the order, with f(x) = x^n.</summary>
    Power = 2,

    /// <summary>f(back) / f(back + front), with f(x) = x^n.</summary>
    Power2 = 3,

    /// <summary>1 − f(front / (front + back)), with f(x) = x^n.</summary>
    Power3 = 4,

    /// <summary>f(back) / (f(back) + f(front)), with f(x) = ln(1 + x), x in whole units of the quantity.</summary>
    Log = 5,

    /// <summary>f(back) / f(back + front), with f(x) = ln(1 + x).</summary>
    Log2 = 6,
}

/// <summary>A queue model and its exponent; as text <c>none</c>, <c>risk-averse</c>, <c>power:2</c>, <c>power2:3</c>, <c>power3:3</c>, <c>log</c>, <c>log2</c>.</summary>
/// <param name="Kind">The model.</param>
/// <param name="Exponent">n of the power models, 1 to <see cref="MaxExponent"/>; 0 for the others.</param>
public readonly record struct QueueModel(QueueModelKind Kind, int Exponent)
{
    public const int MaxExponent = 16;

    /// <summary>What <see cref="TryParse"/> takes, for error messages.</summary>
    public const string Usage = "none, risk-averse, power:N, power2:N, power3:N (N from 1 to 16), log or log2";

    public static QueueModel None => default;

    public static QueueModel RiskAverse => new(QueueModelKind.RiskAverse, 0);

    public static QueueModel Log => new(QueueModelKind.Log, 0);

    public static QueueModel Log2 => new(QueueModelKind.Log2, 0);

    public bool HasExponent => Kind is QueueModelKind.Power or QueueModelKind.Power2 or QueueModelKind.Power3;

    public bool IsValid => Kind <= QueueModelKind.Log2 && (HasExponent ? Exponent is >= 1 and <= MaxExponent : Exponent == 0);

    public static QueueModel Power(int exponent) => new(QueueModelKind.Power, exponent);

    public static QueueModel Power2(int exponent) => new(QueueModelKind.Power2, exponent);

    public static QueueModel Power3(int exponent) => new(QueueModelKind.Power3, exponent);

    /// <summary>Reads what <see cref="ToString"/> writes; false when the text names no model.</summary>
    public static bool TryParse(string text, out QueueModel model)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        QueueModelKind? kind = parts[0] switch
        {
            "none" => QueueModelKind.None,
            "risk-averse" => QueueModelKind.RiskAverse,
            "power" => QueueModelKind.Power,
            "power2" => QueueModelKind.Power2,
            "power3" => QueueModelKind.Power3,
            "log" => QueueModelKind.Log,
            "log2" => QueueModelKind.Log2,
            _ => null,
        };
        int exponent = 0;
        bool isRead = kind is not null && parts.Length <= 2 && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out exponent));
        model = isRead ? new QueueModel(kind!.Value, exponent) : default;
        return isRead && model.IsValid && model.HasExponent == (parts.Length == 2);
    }

    public override string ToString() => Kind switch
    {
        QueueModelKind.RiskAverse => "risk-averse",
        QueueModelKind.Power => string.Create(CultureInfo.InvariantCulture, $"power:{Exponent}"),
        QueueModelKind.Power2 => string.Create(CultureInfo.InvariantCulture, $"power2:{Exponent}"),
        QueueModelKind.Power3 => string.Create(CultureInfo.InvariantCulture, $"power3:{Exponent}"),
        QueueModelKind.Log => "log",
        QueueModelKind.Log2 => "log2",
        _ => "none",
    };
}
