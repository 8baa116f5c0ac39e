using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>
/// Changes every field that can change of every state that an object reaches, whether a run would ever get there or not. What
/// a snapshot forgets then differs in the one that loads it.
/// </summary>
internal sealed class ScrambledState(Random random)
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Fields that were changed.</summary>
    public int Fields { get; private set; }

    public void Scramble(object reached)
    {
        if (!_seen.Add(reached)) { return; }
        if (reached is Array array)
        {
            if (array.GetType().GetElementType()!.IsValueType) { return; }
            foreach (object? element in array) { Follow(element); }
            return;
        }

        for (Type? type = reached.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(Own)) { Change(field, reached); }
        }
    }

    private void Change(FieldInfo field, object holder)
    {
        if (!field.FieldType.IsValueType) { Follow(field.GetValue(holder)); }
        else if (holder is ISnapshotState && CanChange(field))
        {
            field.SetValue(holder, Other(field.GetValue(holder)!));
            Fields++;
        }
    }

    private void Follow(object? value)
    {
        if (value is Array || value?.GetType().Namespace?.StartsWith("LlmTrader.Strategies", StringComparison.Ordinal) == true) { Scramble(value); }
    }

    // A parameter of a primary constructor that is kept ("<name>P") follows from the configuration.
    private static bool CanChange(FieldInfo field) => !field.IsInitOnly && !field.Name.EndsWith(">P", StringComparison.Ordinal);

    // Of a struct, in its box.
    private object Other(object value)
    {
        Type type = value.GetType();
        if (value is bool flag) { return !flag; }
        if (type.IsEnum) { return Enum.ToObject(type, 1 + random.Next(100)); }
        if (value is Int128) { return (Int128)random.NextInt64(); }
        if (type.IsPrimitive) { return Convert.ChangeType(1 + random.Next(100), type, CultureInfo.InvariantCulture); }
        bool isReplaced = type.IsDefined(typeof(IsReadOnlyAttribute));   // As a whole: then its fields can change although they are read-only.
        foreach (FieldInfo field in type.GetFields(Own).Where(field => isReplaced || CanChange(field))) { field.SetValue(value, Other(field.GetValue(value)!)); }

        return value;
    }
}
