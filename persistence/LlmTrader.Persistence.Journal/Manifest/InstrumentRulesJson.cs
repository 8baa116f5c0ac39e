using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>What not every instrument has: kind, order filters, margin and fee tiers. Each field is in a manifest only where it says something.</summary>
internal static class InstrumentRulesJson
{
    public static void Write(Utf8JsonWriter json, Instrument instrument)
    {
        WriteUnlessZero(json, "kind", (byte)instrument.Kind);
        WriteUnlessZero(json, "minQuantity", instrument.MinQuantity.Raw);
        WriteUnlessZero(json, "maxQuantity", instrument.MaxQuantity.Raw);
        WriteUnlessZero(json, "maxMarketQuantity", instrument.MaxMarketQuantity.Raw);
        WriteUnlessZero(json, "minNotional", instrument.MinNotionalRaw);
        WriteUnlessZero(json, "liquidationFee", instrument.LiquidationFee.Raw);
        if (instrument.MarginTiers.Count > 0)
        {
            json.WriteStartArray("marginTiers");
            foreach (MarginTier tier in instrument.MarginTiers)
            {
                json.WriteStartObject();
                json.WriteNumber("notionalCap", tier.NotionalCapRaw);
                json.WriteNumber("initialRate", tier.InitialRate);
                json.WriteNumber("maintenanceRate", tier.MaintenanceRate);
                json.WriteNumber("deduction", tier.DeductionRaw);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (instrument.FeeTiers.Count == 0) { return; }
        json.WriteStartArray("feeTiers");
        foreach (FeeTier tier in instrument.FeeTiers)
        {
            json.WriteStartObject();
            json.WriteNumber("volume", tier.VolumeRaw);
            json.WriteNumber("maker", tier.Maker.Raw);
            json.WriteNumber("taker", tier.Taker.Raw);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The instrument with what the manifest says beyond the fields that all have.</summary>
    public static Instrument Read(ManifestReader item, Instrument instrument) => instrument with
    {
        Kind = (InstrumentKind)item.Int32Or("kind", 0),
        MinQuantity = new Quantity(item.Int64Or("minQuantity", 0)),
        MaxQuantity = new Quantity(item.Int64Or("maxQuantity", 0)),
        MaxMarketQuantity = new Quantity(item.Int64Or("maxMarketQuantity", 0)),
        MinNotionalRaw = item.Int64Or("minNotional", 0),
        LiquidationFee = new FeeRate(item.Int32Or("liquidationFee", 0)),
        MarginTiers = item.Has("marginTiers") ? [.. item.Items("marginTiers").Select(ReadMarginTier)] : [],
        FeeTiers = item.Has("feeTiers") ? [.. item.Items("feeTiers").Select(ReadFeeTier)] : [],
    };

    private static MarginTier ReadMarginTier(ManifestReader tier) =>
        new(tier.Int64("notionalCap"), tier.Int32("initialRate"), tier.Int32("maintenanceRate"), tier.Int64("deduction"));

    private static FeeTier ReadFeeTier(ManifestReader tier) =>
        new(tier.Int64("volume"), new FeeRate(tier.Int32("maker")), new FeeRate(tier.Int32("taker")));

    private static void WriteUnlessZero(Utf8JsonWriter json, string name, long value)
    {
        if (value != 0) { json.WriteNumber(name, value); }
    }
}
