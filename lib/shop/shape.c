/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shop/shape.h"

#include <stddef.h>
#include <string.h>

#define ADDRESS "{name,company,street,postcode,city,region,country}"
#define PERSON "name,company,email,phone,vat_number,legal_id,endpoint,language,address" ADDRESS ",shipping_address" ADDRESS
#define CHARGE "vat_rate,vat_category,parts{vat_rate,vat_category,net,vat,gross},net,vat,gross"
#define SHIPPING "{method,price,discount," CHARGE "}"
#define QUOTED                                                                                                                     \
    "service,mode,carrier,title,zone,price,cost,free_because{base,goods,when,above},standard,parcels,basis,billed,volumetric,"     \
    "days_min,days_max,leaves_on,promised_from,promised_until,green,co2_g,appointments,service_line,zone_line,"                    \
    "charges{kind,name,line,price,cost}"
#define SHIPMENTS "paid,shipments{location,lines{line,quantity},units,weight_g,volume_cm3," QUOTED "}"
#define ORDER_SHIPPING                                                                                                             \
    "{method,price,standard_price,quote{tariff,from," QUOTED "," SHIPMENTS ",pickup_point},pickup_point,discount," CHARGE                       \
    ",refunded_net,refunded_amount,billed}"
#define LINE_PRICE "price,list_price,discount,discounts{promotion,amount},vat_rate,vat_category,net,vat,gross"
#define SELLER                                                                                                                     \
    "language,seller{name,street,postcode,city,country,vat_number,registration,email,phone,website,iban,bic,legal_form,capital,"   \
    "legal_id,"                                                                                                                    \
    "endpoint,logo,colour,footer,services_due}"
#define DISCOUNTS "discounts{promotion,coupon,units,amount}"
#define VAT "{rate,category,net,vat,exemption_code,exemption}"
#define TAX "buyer,tax{treatment,country,territory,distance_sale,threshold,buyer_vat_number_checked}"
#define ORDER_TAX                                                                                                                  \
    "buyer,tax{treatment,country,territory,distance_sale,threshold,exchange{currency,rates{of,currency,day,rate,source}},"         \
    "buyer_vat_number_checked}"
#define MENTIONS "mentions{code,text}"
#define EXCHANGE "exchange{currency,rates{of,currency,day,rate,source},vat_total}"
#define CHECK "check{algorithm,weights,from,sum,modulus,then_modulus,complement,letter_a,instead{*}}"
#define TOTALS "{copies,currencies{currency,documents{kind,count,net,vat{rate,net,vat},vat_total,total},orders,orders_total}}"

static const struct {
    const char *type, *shape;
} known[] = {
    {"carrier",
     "type,id,name,account,website,tracking_url,time_zone,tracking_codes,offers,services{code,name,offers},countries,"
     "hubs{id,name,street,postcode,city,country},closing_days,saturdays,"
     "address{lines,line_length,charset,transliterate,fields{company{length,lines},name{length,lines},street{length,lines},"
     "postcode{length},city{length},region{length},phone{length},email{length}}},"
     "numbers{name,of,services,kind,prefix,country,extension,company_prefix,pattern," CHECK ",first,last},"
     "accepts{kind,prefix,country,pattern," CHECK "},"
                "claims{reason,from,until,after_days,within_days,limit,limit_per_kg,currency,carriage},left{*}"},
    {"carrier_charge", "type,id,training,carrier,bill,line,day,kind,tracking_number,parcel,shipped_on,service,weight_g,currency,"
                       "carriage,fuel,surcharges,net,vat,total,"
                       "differences{code,amount,expected,billed,declared_g,billed_g,charge,state},disputed"},
    {"channel", "type,id,feed,format,country,language,currency,stock_buffer,stock_buffers{*},title_limit,"
                "description_limit,categories{*},settings{*}"},
    {"claim", "type,id,training,order,parcel,return,carrier,tracking_number,reason,status,day,opened_at,not_before,deadline,currency,"
              "goods,carriage,limit,amount,filed,reference,settled,paid,refusal"},
    {"closing", "type,id,training,period,number,time_zone,ends_at,transactions,first_seq,last_seq,last_digest,totals" TOTALS
                ",month_to_date" TOTALS ",year_to_date" TOTALS ",grand_total" TOTALS ",closed_at"},
    {"counter", "type,id,name,country,region,hours{monday,tuesday,wednesday,thursday,friday,saturday,sunday},closed_days,holidays,"
                "capacity,slot_minutes,lead_minutes,days_ahead,appointments,availability{sku,available},soonest,"
                "slots{slot,until,free}"},
    {"credit_note",
     "type,id,training,series,sequence,day,issued_at,corrects{invoice,day},reason,kind,order,channel,reference,order_day,"
     "buyer_reference,goods,delivery_day," SELLER ","
     "customer{id,version," PERSON "},group,country,currency,prices_include_tax,vat_rounding," TAX ","
     "lines{line,sku,name,category,kind,quantity,units,unit,gtin,price,discount,vat_rate,vat_category,net,vat,gross},"
     "shipping" SHIPPING ",vat" VAT ",units,net,vat_total,total," EXCHANGE "," MENTIONS},
    {"customer",
     "type,id,version,digest,group,orders,first_order,last_order,inactive,asked_at,erased,kept{version,until,because}," PERSON},
    {"delivery_note", "type,id,training,series,sequence,day,issued_at,order,channel,reference,order_day,buyer_reference,"
                      "delivery_day," SELLER ",customer{id,version," PERSON "},country,currency,"
                      "appointment{counter,slot,slot_until},lines{line,sku,name,quantity,unit,gtin},units,"
                      "parcels{id,carrier,name,tracking_number}," MENTIONS},
    {"exchange_rate", "type,of,currency,day,rate,source"},
    {"gift_card", "type,id,training,kind,currency,balance,expires_on,order,line,blocked,fingerprint,"
                  "entries{at,step,amount,order,refund,reason,key},code"},
    {"gift_card_month", "type,month,kind,currency,issued,added,spent,given_back,withdrawn,expired,outstanding"},
    {"grant", "type,id,training,order,line,sku,components{sku,quantity},customer{id,version},country,buyer,granted_at,expires_at,allowed,consented_at,"
              "keys,revoked_keys,downloads{at,bytes,country,address,key},link,licence_keys,licence_key_skus,"
              "evidence{country,items{kind,country,downloads},agreeing,contradicting}"},
    {"invoice", "type,id,training,series,sequence,day,issued_at,kind,asked{percent,amount,key},order,channel,reference,order_day,"
                "tax_point,buyer_reference,"
                "goods,delivery_day,paid,payments{means,amount,reference},due_day,terms,payment_reference," SELLER ","
                "customer{id,version," PERSON "},group,country,currency,prices_include_tax,vat_rounding," TAX ","
                "lines{line,sku,name,category,kind,quantity,units,unit,gtin," LINE_PRICE "},"
                "shipping" SHIPPING "," DISCOUNTS ",vat" VAT ",units,net,vat_total,total,"
                "deposits{invoice,day,net,vat_total,total,vat{rate,category,net,vat}}," EXCHANGE "," MENTIONS},
    {"late_order", "type,order,parcel,reason,since,days,promised_until,channel,reference,customer{id,version," PERSON
                   "},country,carrier,tracking_number,state,state_at,pickup_until"},
    {"licence_pool", "type,sku,free,given,revoked,low_stock,low"},
    {"listing", "type,channel,sku,state,at,digest,reasons,listing_id"},
    {"location", "type,id,name,kind,country,postcode,serves,delivers,priority,sells,ships,pickup,"
                 "inserts{text,from,until,countries,channel}"},
    {"maker", "type,id,name,street,postcode,city,country,email,website"},
    {"manifest", "type,id,training,carrier,name,account,day,sequence,closed_at,"
                 "parcels{id,leg,hub,tracking_number,sscc,service,country,weight_g,cash_on_delivery,currency},"
                 "count,weight_g,cash_on_delivery{currency,amount}"},
    {"order",
     "type,id,training,channel,reference,buyer_reference,placed_at,day,status,financial_status,fulfillment_status,shipped_at,"
     "reallocated_at,not_deliverable,"
     "customer{id,version," PERSON
     "},note{version,note,postcode,customer_version},group,country,currency,prices_include_tax,vat_rounding," ORDER_TAX ","
     "lines{line,sku,name,category,kind,location,quantity,shipped,cancelled,"
     "allocations{location,quantity,shipped,cancelled},components{sku,quantity}," LINE_PRICE
     ",refunded,refunded_net,refunded_amount,restocked,returned,resent},"
     "shipping" ORDER_SHIPPING "," DISCOUNTS ",vat" VAT
     ",units,net,vat_total,total,pickup{counter,slot},appointment{counter,slot,slot_until},"
     "payments{means,amount,reference,day,key,gift_card,repaid},repaid,"
     "amendments{at,key,reason,asked,elsewhere,difference,before{*}},request,"
     "explained{line,source,list,candidates{kind,id,from_quantity,price,outcome},vat_rate_source,tax_reason,rate_reason},"
     "allocated{rule,locations{location,serves,priority,outcome}}"},
    {"parcel", "type,id,training,order,key,status,leg,hub,"
               "legs{leg,hub,carrier,service,tracking_number,tracking_drawn{range,serial},sscc,sscc_drawn{range,serial},labelled_at,"
               "handed_over_at,label{format,paper,dpi,printed,printed_at,given},manifest,voided_at,void_reason},"
               "carrier,service,tracking_number,tracking_drawn{range,serial},"
               "sscc,sscc_drawn{range,serial},customer{id,version," PERSON "},country,weight_g,length_mm,width_mm,height_mm,"
               "lines{line,sku,quantity},location,cash_on_delivery,currency,packed_at,labelled_at,handed_over_at,shipped_at,"
               "label{format,paper,dpi,printed,printed_at,given},manifest,return,voided_at,void_reason,billed,"
               "state,state_at,delivered_at,pickup_until,proof{at,kind,sha256},"
               "events{leg,at,state,corrects,code,place,country,pickup_until,proof{kind,sha256}}"},
    {"payment", "type,id,order,currency,means,amount,reference,day,key,gift_card,repaid"},
    {"pickup", "type,id,training,counter,slot,slot_until,status,customer{id,version," PERSON "},ready_at,deadline,code,wrong,"
               "partly_at,over_at,identified,mandate,no_show,prepare_by,goods{sku,name,quantity},pickup_code,collected_by"},
    {"pickup_point", "type,network,id,kind,name,street,postcode,city,country,latitude,longitude,hours,closed_on,distance_m"},
    {"price", "type,list,sku,prices{from_quantity,price,from,until}"},
    {"proforma", "type,id,training,series,sequence,day,issued_at,order,channel,reference,order_day,buyer_reference,"
                 "goods,delivery_day,paid,payments{means,amount,reference},due_day,terms,payment_reference," SELLER ","
                 "customer{id,version," PERSON "},group,country,currency,prices_include_tax," TAX ","
                 "lines{line,sku,name,category,kind,quantity,unit,gtin," LINE_PRICE "},"
                 "shipping" SHIPPING "," DISCOUNTS ",vat" VAT ",units,net,vat_total,total," MENTIONS},
    {"promotion", "type,id,name,kind,value,per,buy,pay,applies{skus,categories,brands},channels,countries,groups,from,until,coupon,"
                  "limit,limit_per_customer,stock_cap,minimum,combines,priority,used{orders,units}"},
    {"product",
     "type,sku,parent,kind,name,description,short_description,materials,usage,specifications,warnings,meta_title,"
     "meta_description,slug,brand,category,categories,tags,price,sale{price,from,until},vat_rate,tax_class,vat_category,exemption,"
     "vat_rates{*},cost,unit,gtin,mpn,"
     "weight_g,length_mm,width_mm,height_mm,image,media{url,role,alt,width,height,sha256},link,condition,low_stock,backorder,"
     "sold_individually,status,launch_on,retire_on,season{from,until},google_category,shipping_class,transport,slots{*},axes,"
     "options{*},"
     "components{sku,quantity},texts{*},manufacturer,responsible_person,supplier,supplier_sku,lead_days,ids{*},attributes{*},"
     "columns{*},supplied{*},available"},
    {"refund", "type,id,training,order,invoice,credit_note,deposit_credit_notes,day,issued_at,reason,return,by_law,currency,"
               "lines{line,quantity,amount,cancelled,restock,location},shipping,amount,means{means,amount,reference,gift_card},"
               "exchange{currency,rates{of,currency,day,rate,source},amount},key,request"},
    {"return", "type,id,training,order,key,kind,status,day,announced_at,statement,delivered,deadline,goodwill,cost,refund_due,"
               "sent,received_at,claim,refund,currency,billed,"
               "lines{line,sku,quantity,reason,as_new,second_choice,scrap,loss,loss_reason},"
               "receipt{line,quantity,grade,location},resend{line,quantity,location},request"},
    {"stock", "type,sku,location,on_hand,reserved,safety,available,by,reserved_by,reason"},
    {"tariff",
     "type,id,name,from,currency,prices_include_tax,zones{line,zone,countries,postcodes,pattern,carrier,served,note},"
     "services{line,service,mode,carrier,title,zones,location,customers,standard,free_above,free_when,free_base,days_min,days_max,"
     "cut_off,saturday,divisor,max_weight,max_parcels,max_length,max_girth,max_volume,max_value,carries,excludes,alone,green,co2,"
     "appointments},"
     "rates{line,service,zones,basis,up_to,price,each,step,cost,cost_each},"
     "surcharges{line,surcharge,services,zones,class,percent,percent_of,least,amount,per,even_free,from,until,cost_percent,cost},"
     "closings{line,closed_on,until,carrier,note}"},
    {"withdrawal", "type,id,training,status,language,stated_at,confirmed_at,name,order,contact"},
    {"transaction", "seq,at,tool,user,prev,changes{id,value{*}}"},
    {"transfer", "type,id,training,from,to,status,sent_at,received_at,lines{sku,quantity,received,missing},reason"},
};

const char *shape_of(const char *type)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].type, type) == 0)
            return known[i].shape;
    return NULL;
}
